using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// K5: in the order of one formation a token is with one member at a time, which is in the view, and never with nobody: all replicas
/// have it there with the same number, and each passing has a larger number than the one before. Who has heard that it is granted has
/// it with that number. In the end all who live know it at the same place.
/// </summary>
public sealed class TokenInOnePlace : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "K5";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history)
    {
        var reader = new Reader();
        foreach (HistoryEvent happened in history.Events)
            reader.Read(happened);
        return reader
            .Texts.Concat(reader.GrantedElsewhere())
            .Concat(history.Facts is { } facts ? reader.Apart(facts) : [])
            .Select(text => new Violation(Property, text));
    }

    private sealed class Reader
    {
        private readonly Dictionary<ProcessId, ToolViewInstalled> _views = [];
        private readonly SortedDictionary<ProcessId, TokenPlaced> _last = [];
        private readonly Dictionary<(GroupId, ulong), TokenPlaced> _places = [];
        private readonly Dictionary<ulong, ProcessId> _claimants = [];
        private readonly List<ClaimChanged> _granted = [];

        public List<string> Texts { get; } = [];

        public void Read(HistoryEvent happened)
        {
            switch (happened)
            {
                case ReplicaBegan began:
                    _last.Remove(began.Process);
                    break;
                case ToolViewInstalled view:
                    _views[view.Process] = view;
                    break;
                case TokenPlaced placed:
                    Read(placed);
                    break;
                case ClaimAsked { Mode: "token" } asked:
                    _claimants.Add(asked.Claim, asked.Process);
                    break;
                case ClaimChanged { Change: ClaimChange.Granted } granted when _claimants.ContainsKey(granted.Claim):
                    _granted.Add(granted);
                    break;
            }
        }

        /// <summary>Grants of a token that is with somebody else under that number.</summary>
        public IEnumerable<string> GrantedElsewhere()
        {
            foreach (ClaimChanged granted in _granted)
                if (
                    _places.TryGetValue((granted.Formation, granted.Number), out TokenPlaced? placed)
                    && placed.Member.Process != _claimants[granted.Claim]
                )
                    yield return $"claim {granted.Claim} of {_claimants[granted.Claim]} is granted, and {Text(placed)}";
        }

        /// <summary>In the end, members that know it elsewhere.</summary>
        public IEnumerable<string> Apart(RunFacts facts)
        {
            TokenPlaced[] known = [.. _last.Values.Where(placed => facts.Tools.Contains(placed.Process))];
            return known
                .Where(placed => (placed.Formation, placed.Number) != (known[0].Formation, known[0].Number))
                .Select(placed => $"in the end {Text(placed)}, and {Text(known[0])}");
        }

        private void Read(TokenPlaced placed)
        {
            if (!_places.TryAdd((placed.Formation, placed.Number), placed))
            {
                TokenPlaced other = _places[(placed.Formation, placed.Number)];
                if (other.Member != placed.Member)
                    Texts.Add($"{Text(placed)}, and {Text(other)}");
            }
            if (_last.TryGetValue(placed.Process, out TokenPlaced? last) && last.Number > placed.Number)
                Texts.Add($"{Text(placed)}, and had it at number {last.Number} before");
            if (
                _views.TryGetValue(placed.Process, out ToolViewInstalled? view)
                && view.Members.All(member => member.Id != placed.Member)
            )
                Texts.Add($"{Text(placed)}, which is not in view {view.Number}");
            _last[placed.Process] = placed;
        }

        private static string Text(TokenPlaced placed) =>
            $"{placed.Process} has the token at {placed.Member} with number {placed.Number}";
    }
}
