enum SQLMigrationsPlaceholder {}
