using System.CommandLine;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Speed;

/// <summary>The hidden command that the measurement starts its processes with.</summary>
internal sealed class SpeedMemberCommand : Command
{
    private const string CommandName = "speed-node";

    private readonly Option<string> _cluster = new("--cluster") { Required = true };
    private readonly Option<string> _listen = new("--listen") { Required = true };
    private readonly AddressListOption _seeds = new("--seeds", "");
    private readonly Option<int> _size = new("--size") { Required = true };
    private readonly ChoiceOption<Order> _order = new("--order", "", Order.Total);
    private readonly ChoiceOption<Delivery> _delivery = new("--delivery", "", Delivery.Stable);
    private readonly Option<int> _outstanding = new("--outstanding") { Required = true };

    public SpeedMemberCommand()
        : base(CommandName, "One process of the measurement")
    {
        Hidden = true;
        foreach (Option option in (Option[])[_cluster, _listen, _seeds, _size, _order, _delivery, _outstanding])
            Add(option);
        // Ctrl-C in a terminal reaches this process too, but it is the parent's to act on: it ends its children.
        SetAction((parsed, _) => Read(parsed).RunAsync());
    }

    /// <summary>The command line of the member that listens on one of the addresses.</summary>
    public static IReadOnlyList<string> Line(
        SpeedRequest request,
        string cluster,
        string listen,
        IEnumerable<string> seeds
    ) =>
        [
            CommandName,
            "--cluster",
            cluster,
            "--listen",
            listen,
            "--seeds",
            string.Join(',', seeds),
            "--size",
            $"{request.Size}",
            "--order",
            $"{request.Order}",
            "--delivery",
            $"{request.Delivery}",
            "--outstanding",
            $"{request.Outstanding}",
        ];

    private SpeedMember Read(ParseResult parsed)
    {
        string[] seeds = _seeds.In(parsed);
        return new SpeedMember(
            new NodeOptions
            {
                Cluster = parsed.GetRequiredValue(_cluster),
                Listen = parsed.GetRequiredValue(_listen),
                Seeds = seeds,
                OnWarning = Console.Error.WriteLine,
            },
            new SpeedRequest
            {
                Nodes = seeds.Length,
                Size = parsed.GetRequiredValue(_size),
                // How long is the parent's to say.
                Duration = default,
                Order = _order.In(parsed),
                Delivery = _delivery.In(parsed),
                Outstanding = parsed.GetRequiredValue(_outstanding),
            }
        );
    }
}
