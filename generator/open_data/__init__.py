"""The index for programs: tables as CSV and JSON, SQLite, Web Annotations, JSON-LD."""
