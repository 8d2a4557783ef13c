"""What a round gives away when it is over: files to count again, and a picture of the result."""
