"""One block of released figures inside somebody else's site. It knows nobody: no cookie, no session, no script."""
