enum LuccaPlaceholder {}
