using System.Globalization;

namespace Cohort.Compare;

/// <summary>What <c>bench/compare</c> was asked for.</summary>
internal sealed record CompareRequest
{
    /// <summary>Which peers to run.</summary>
    public required IReadOnlyList<Peer> Peers { get; init; }

    /// <summary>How long each measurement takes.</summary>
    public required Timing Timing { get; init; }

    /// <summary>How often each point is measured at each system.</summary>
    public required int Repetitions { get; init; }

    /// <summary>The command line that asks for the same.</summary>
    public string CommandLine
    {
        get
        {
            bool isAll = Peers.Count == Enum.GetValues<Peer>().Length;
            string peers = isAll ? "" : $" --peers {string.Join(',', Peers).ToLowerInvariant()}";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"bench/compare --seconds {Timing.Length.TotalSeconds} --warm-up {Timing.WarmUp.TotalSeconds}"
                    + $" --repetitions {Repetitions}{peers}"
            );
        }
    }
}
