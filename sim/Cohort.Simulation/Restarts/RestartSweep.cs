namespace Cohort.Simulation.Restarts;

/// <summary>
/// Has all nodes of a small cluster die at moments all over its life, and come back in every order: all of them, and
/// all but each one.
/// </summary>
/// <param name="plan">The cluster.</param>
/// <param name="moments">How many moments, evenly over the life; all there are where there are no more.</param>
internal sealed class RestartSweep(RestartPlan plan, int moments)
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(200);

    /// <summary>At how many moments the disks had something else than at the others.</summary>
    public int Deaths { get; private set; }

    /// <summary>How many moments there were to choose from.</summary>
    public int Moments { get; private set; }

    /// <summary>How often the cluster was started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Goes through all of it.</summary>
    /// <returns>What went wrong, with how to see it again.</returns>
    public IEnumerable<string> Flaws()
    {
        var whole = new FirstLife(plan);
        whole.Run();
        HashSet<ulong> seen = [];
        Moments = whole.Turns.Count;
        int count = Math.Min(moments, Moments);
        for (int moment = 0; moment < count; moment++)
        {
            long events = whole.Turns[(int)((long)moment * Moments / count)];
            Remains remains = Remains.After(plan, whole, events);
            if (!seen.Add(remains.Digest))
                continue;
            // Before the lease of the group is over, and after that.
            TimeSpan apart = Deaths++ % 4 == 3 ? RestartPlan.LeaseTime * 1.25 : s_soon;
            foreach (int[] order in Orders())
            {
                Restarts++;
                if (new NextLife(plan, remains, order, apart).Flaw() is { } flaw)
                    yield return $"{plan.Nodes} nodes die after event {events}, {string.Join(' ', order)} come back "
                        + $"{apart.TotalSeconds} s apart: {flaw}";
            }
        }
    }

    /// <summary>All orders of all nodes, and of all but one.</summary>
    private IEnumerable<int[]> Orders()
    {
        int[] all = [.. Enumerable.Range(0, plan.Nodes)];
        foreach (int[] order in Of(all))
            yield return order;
        foreach (int away in all)
        {
            int[] others = [.. all.Where(host => host != away)];
            foreach (int[] order in Of(others))
                yield return order;
        }
    }

    private static IEnumerable<int[]> Of(int[] hosts)
    {
        if (hosts.Length == 0)
            yield return [];
        foreach (int first in hosts)
        foreach (int[] rest in Of([.. hosts.Where(host => host != first)]))
            yield return [first, .. rest];
    }
}
