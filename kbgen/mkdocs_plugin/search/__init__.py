"""The text index of a site, made by Pagefind."""
