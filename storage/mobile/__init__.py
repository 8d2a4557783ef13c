"""Stops of the mobile hub, news of them, and wishes for one."""
