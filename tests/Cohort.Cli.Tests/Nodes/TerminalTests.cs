using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text;
using Cohort.Cli.Children;
using Cohort.Cli.Nodes;

namespace Cohort.Cli.Tests.Nodes;

public sealed class TerminalTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Who_is_told_to_stop_while_it_waits_for_members_says_what_it_waited_for_and_what_was_not_sent()
    {
        (bool sentAll, IReadOnlyCollection<string> events) = await RunAsync(
            request => request with { WaitMembers = 2 },
            new MemoryStream("x\ny\n"u8.ToArray()),
            stopAfter: "waiting for 2 members; there is 1: a"
        );

        Assert.False(sentAll);
        Assert.Single(events, line => line.StartsWith("waiting for ", StringComparison.Ordinal));
        Assert.Contains("not sent: 2 lines, which nobody delivers", events);
    }

    [Fact]
    public async Task Who_is_told_to_stop_while_it_joins_says_what_was_not_sent()
    {
        string absent = $"127.0.0.1:{FreePorts.Find(1)[0]}";

        (bool sentAll, IReadOnlyCollection<string> events) = await RunAsync(
            request => request with { Options = request.Options with { Seeds = [request.Options.Listen, absent] } },
            new MemoryStream("x\n"u8.ToArray()),
            stopAfter: "status joining"
        );

        Assert.False(sentAll);
        Assert.Contains("not sent: 1 line, which nobody delivers", events);
    }

    [Fact]
    public async Task Who_is_told_to_stop_when_all_lines_are_sent_has_lost_nothing()
    {
        var input = new Pipe();
        await input.Writer.WriteAsync("x\ny\n"u8.ToArray());

        (bool sentAll, IReadOnlyCollection<string> events) = await RunAsync(
            request => request,
            input.Reader.AsStream(),
            stopAfter: "a: y"
        );

        Assert.True(sentAll, string.Join('\n', events));
        Assert.Contains("sent 2 lines, all of them stable", events);
    }

    [Fact]
    public async Task A_line_that_is_too_long_counts_as_not_sent_when_it_is_told_to_stop()
    {
        var input = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await input.Writer.WriteAsync(Encoding.UTF8.GetBytes($"{new string('x', 2000)}\ny\n"));

        (bool sentAll, IReadOnlyCollection<string> events) = await RunAsync(
            request => request with { Options = request.Options with { MaxMessageBytes = 1024 } },
            input.Reader.AsStream(),
            stopAfter: "a: y"
        );

        Assert.False(sentAll);
        Assert.Contains("sent 1 line, which is stable", events);
        Assert.Contains("not sent: 1 line, which nobody delivers", events);
    }

    /// <summary>Runs a member that is told to stop once it has printed something that begins so.</summary>
    private static async Task<(bool SentAll, IReadOnlyCollection<string> Events)> RunAsync(
        Func<NodeRequest, NodeRequest> change,
        Stream input,
        string stopAfter
    )
    {
        NodeRequest request = change(
            new NodeRequest
            {
                Options = new NodeOptions
                {
                    Cluster = "terminal",
                    Name = "a",
                    Listen = $"127.0.0.1:{FreePorts.Find(1)[0]}",
                },
                Group = "main",
                Order = Order.Total,
                Delivery = Delivery.Stable,
                IsDurable = false,
                WaitMembers = 1,
                Linger = true,
                History = null,
            }
        );
        using var stop = new CancellationTokenSource();
        using var heard = new Heard(stopAfter, stop);
        await using var printer = new Printer(new HeardStream(heard), heard);
        await using Node node = await Node.StartAsync(request.Options);

        Task<bool> running = new Terminal(node, request, printer, journal: null).TakePartAsync(input, stop.Token);

        return (await running.WaitAsync(s_patience), heard.Lines);
    }

    /// <summary>Collects lines, and cancels at one that begins so.</summary>
    private sealed class Heard(string stopAfter, CancellationTokenSource stop) : TextWriter
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public override Encoding Encoding => Encoding.UTF8;

        public IReadOnlyCollection<string> Lines => _lines;

        public override void WriteLine(string? value)
        {
            _lines.Enqueue(value!);
            if (value!.StartsWith(stopAfter, StringComparison.Ordinal))
                stop.CancelAsync();
        }

        public override void WriteLine(StringBuilder? value) => WriteLine($"{value}");
    }

    /// <summary>Standard output, as lines.</summary>
    private sealed class HeardStream(Heard heard) : MemoryStream
    {
        private string _rest = "";

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
        {
            string[] lines = (_rest + Encoding.UTF8.GetString(bytes.Span)).Split('\n');
            foreach (string line in lines[..^1])
                heard.WriteLine(line);
            _rest = lines[^1];
            return ValueTask.CompletedTask;
        }
    }
}
