"""MkDocs, whole and incremental builds, Pagefind, publishing, the preview server."""
