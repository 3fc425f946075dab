"""What people do: one transaction each, permission first."""
