using Cohort.Cli.CommandLine;

return await CohortCommand.RunAsync(args);
