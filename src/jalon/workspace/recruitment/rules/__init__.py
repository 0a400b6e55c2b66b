"""What recruitment asks of a call, an application, a panel and a decision."""
