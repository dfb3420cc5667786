"""Every rule that a file keeps, one function each; automatic fixes; output formats."""
