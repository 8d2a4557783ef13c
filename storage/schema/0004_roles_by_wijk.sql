-- Who holds a role in a wijk is asked for all roles at once: the chain of a case is as long as it is.
CREATE INDEX roles_wijk ON roles (wijk);
