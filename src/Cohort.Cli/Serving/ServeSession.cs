using Cohort.Cli.CommandLine;
using Cohort.Cli.Nodes;
using Cohort.Server.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Cohort.Cli.Serving;

/// <summary>One run of <c>cohort serve</c>: start, say so, and serve until told to stop.</summary>
internal static class ServeSession
{
    /// <summary>What is printed when clients can come.</summary>
    public const string Ready = "ready";

    /// <summary>Runs until the token is cancelled or the node stops itself.</summary>
    public static async Task<int> RunAsync(ServeRequest request, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (request.IsChild)
            EndWithInput(ended);
        try
        {
            await using WebApplication server = ServerHost.Build(
                request.Options,
                builder => Configure(builder, request)
            );
            await server.StartAsync(ended.Token);
            await Console.Out.WriteLineAsync(Ready);
            foreach (Uri address in ServerHost.AddressesOf(server))
                await Console.Error.WriteLineAsync($"cohort serve: clients can come to {address}");
            bool hasFailed = await ServeAsync(server, ended.Token);
            return hasFailed ? ExitCode.Failed : ExitCode.Ok;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
        catch (ServeOptionsException error)
        {
            foreach (string problem in error.Problems)
                await EndAsync(ServeOptionWords.In(problem), ExitCode.Usage);
            return ExitCode.Usage;
        }
        catch (OptionsException error)
        {
            return await EndAsync(OptionWords.Of(error), ExitCode.Usage);
        }
        catch (Exception error) when (error is CohortException or IOException or UnauthorizedAccessException)
        {
            return await EndAsync(OptionWords.In(error.Message), ExitCode.Failed);
        }
    }

    private static async Task<bool> ServeAsync(WebApplication server, CancellationToken cancellationToken)
    {
        Task node = server.Services.GetRequiredService<Node>().Completion;
        // The dashboard may ask for it as well.
        CancellationToken drained = server.Lifetime.ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drained);
        Task stopped = Task.Delay(Timeout.Infinite, ending.Token);
        bool hasFailed = await Task.WhenAny(node, stopped) == node;
        if (hasFailed)
            await Console.Error.WriteLineAsync("cohort serve: the node has stopped itself; see above");
        else
            await Console.Error.WriteLineAsync("cohort serve: stopping");
        await server.StopAsync(CancellationToken.None);
        return hasFailed;
    }

    private static void Configure(WebApplicationBuilder builder, ServeRequest request)
    {
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
        // Standard output belongs to whoever waits for the server to be ready.
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
        builder.Logging.SetMinimumLevel(request.IsVerbose ? LogLevel.Debug : LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", request.IsVerbose ? LogLevel.Information : LogLevel.Warning);
        // Signals are this program's own business.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
    }

    private static void EndWithInput(CancellationTokenSource ended)
    {
        var thread = new Thread(() =>
        {
            using Stream input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0) { }
            ended.Cancel();
        })
        {
            IsBackground = true,
            Name = "input",
        };
        thread.Start();
    }

    private static async Task<int> EndAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync($"cohort serve: {message}");
        return exitCode;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
