using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Bench.Members;

/// <summary>The hidden command that the measurement starts its members with.</summary>
internal sealed class BenchMemberCommand : Command
{
    private const string CommandName = "bench-node";

    private readonly Option<string> _name = new("--name") { Required = true };
    private readonly Option<string> _cluster = new("--cluster") { Required = true };
    private readonly Option<string> _listen = new("--listen") { Required = true };
    private readonly AddressListOption _seeds = new("--seeds", "");
    private readonly Option<string?> _data = new("--data");
    private readonly Option<string> _setting = new("--setting") { Required = true };

    public BenchMemberCommand()
        : base(CommandName, "One member of a measured group")
    {
        Hidden = true;
        foreach (Option option in (Option[])[_name, _cluster, _listen, _seeds, _data, _setting])
            Add(option);
        // Ctrl-C in a terminal reaches this process too, but it is the parent's to act on: it ends its children.
        SetAction((parsed, _) => Read(parsed).RunAsync());
    }

    /// <summary>The command line of one member.</summary>
    public static IReadOnlyList<string> Line(Setting setting, NodeOptions options) =>
        [
            CommandName,
            "--name",
            options.Name!,
            "--cluster",
            options.Cluster,
            "--listen",
            options.Listen,
            "--seeds",
            string.Join(',', options.Seeds),
            .. options.DataFolder is { } folder ? ["--data", folder] : Array.Empty<string>(),
            "--setting",
            JsonSerializer.Serialize(setting, SettingJson.Default.Setting),
        ];

    private BenchMember Read(ParseResult parsed) =>
        new(
            new NodeOptions
            {
                Cluster = parsed.GetRequiredValue(_cluster),
                Name = parsed.GetRequiredValue(_name),
                Listen = parsed.GetRequiredValue(_listen),
                Seeds = _seeds.In(parsed),
                DataFolder = parsed.GetValue(_data),
                OnWarning = Console.Error.WriteLine,
            },
            JsonSerializer.Deserialize(parsed.GetRequiredValue(_setting), SettingJson.Default.Setting)!
        );
}

[JsonSerializable(typeof(Setting))]
internal sealed partial class SettingJson : JsonSerializerContext;
