"""What goes in and out: serializers check types and describe the calls. What may be said, the services judge."""
