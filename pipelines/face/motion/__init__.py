"""A face over time: lips, expression, blinks, gaze and head."""
