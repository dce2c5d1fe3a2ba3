import AdminCLI

await CommandLineTool.main()
