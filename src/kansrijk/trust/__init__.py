"""People, organisations, the coalition as tenant, memberships, sign-in, what a role may do, and the audit.

It owns who somebody is and what that allows; it refuses to know what the other rooms store.
"""
