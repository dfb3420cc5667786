"""What writers and editors do: new, annotate, check, fix, report."""
