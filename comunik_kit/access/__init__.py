"""Who the actor is: passwords, sign-in, sessions, recovery, throttling, the first set-up."""
