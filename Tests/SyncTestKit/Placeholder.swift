enum SyncTestKitPlaceholder {}
