extension ModelTable { package func overridden(by: String, file: String) throws(ModelTableError) -> ModelTable { self } }
