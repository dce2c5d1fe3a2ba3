enum AppWiringPlaceholder {}
