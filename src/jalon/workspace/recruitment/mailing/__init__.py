"""The e-mail list: its signed links, its references, its mails, and the jobs that send them."""
