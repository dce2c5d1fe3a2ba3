enum AdminCLIPlaceholder {}
