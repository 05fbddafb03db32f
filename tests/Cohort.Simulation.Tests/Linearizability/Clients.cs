using System.Collections.Immutable;
using Cohort.Simulation.Linearizability;

namespace Cohort.Simulation.Tests.Linearizability;

/// <summary>Clients that call one object at the same time, each one call after the other, and sometimes crash.</summary>
internal sealed class Clients(Random random, CallKind[] kinds)
{
    private readonly List<Invocation> _done = [];
    private readonly List<(Invocation Invocation, bool Applied)> _open = [];
    private ImmutableList<long> _state = OneCopy.Initial(kinds);
    private int _step;

    /// <summary>A history that is linearizable: each call takes effect at some step between its call and its return.</summary>
    /// <param name="clients">How many call at the same time at most.</param>
    /// <param name="calls">How many calls they make.</param>
    /// <param name="crashes">The chance of a crash at each step of a call.</param>
    /// <param name="values">How many different arguments there are, from -1 on; all are different by default.</param>
    public IReadOnlyList<Invocation> Run(int clients, int calls, double crashes, int values = int.MaxValue)
    {
        for (int begun = 0; begun < calls || _open.Count > 0; _step++)
            if (begun < calls && _open.Count < clients && random.Next(2) == 0)
                _open.Add((new Invocation(kinds[random.Next(kinds.Length)], (++begun % values) - 1, _step), false));
            else if (_open.Count > 0)
                Advance(random.Next(_open.Count), crashes);
        return [.. _done.OrderBy(call => call.Called)];
    }

    /// <summary>The same calls, one of which returned something else.</summary>
    public static IReadOnlyList<Invocation> Spoil(IReadOnlyList<Invocation> calls, Random random)
    {
        Invocation[] spoiled = [.. calls];
        int at = random.Next(spoiled.Length);
        if (spoiled[at].Kind is CallKind.Read or CallKind.Dequeue)
            spoiled[at] = spoiled[at] with { Result = random.Next(3) == 0 ? null : random.Next(-1, 7) };
        return spoiled;
    }

    /// <summary>A call takes effect, or returns, or its client crashes.</summary>
    private void Advance(int at, double crashes)
    {
        (Invocation call, bool applied) = _open[at];
        _open.RemoveAt(at);
        if (random.NextDouble() < crashes)
            _done.Add(call with { Result = null });
        else if (applied)
            _done.Add(call with { Returned = _step });
        else
        {
            (_state, long? result) = OneCopy.Apply(_state, call);
            _open.Add((call with { Result = result }, true));
        }
    }
}
