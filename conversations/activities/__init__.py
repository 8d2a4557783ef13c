"""What happens at a hub, who comes, and who puts it in the programme."""
