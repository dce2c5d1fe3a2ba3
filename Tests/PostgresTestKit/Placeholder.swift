enum PostgresTestKitPlaceholder {}
