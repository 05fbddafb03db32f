using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Cohort.Benchmarks.Calls;
using Cohort.Benchmarks.CatchingUp;
using Cohort.Benchmarks.Restarts;
using Cohort.Benchmarks.Updates;
using Perfolizer.Horology;

// Whole nodes on sockets, which BenchmarkDotNet has no way to measure.
if (args is ["updates", .. var arguments])
    return await UpdateThroughput.RunAsync(arguments);
if (args is ["catchup", .. var missed])
    return await CatchUp.RunAsync(missed);
if (args is ["calls"])
{
    await CallLatency.RunAsync();
    return 0;
}

if (args is ["restart", .. var sizes])
    return await RestartTime.RunAsync(sizes);

// In this process: nothing else runs in it, and no project is generated and built for each benchmark.
Job job = Job
    .Default.WithToolchain(InProcessEmitToolchain.Instance)
    .WithIterationTime(TimeInterval.FromMilliseconds(200))
    .WithWarmupCount(4)
    .WithIterationCount(8);
ManualConfig config = ManualConfig
    .CreateEmpty()
    .AddJob(args.Contains("--job") || args.Contains("-j") ? [] : [job])
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddExporter(MarkdownExporter.Console)
    .AddLogger(ConsoleLogger.Default)
    .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
return 0;
