"""What writers and editors do: new, annotate, fix, report."""
