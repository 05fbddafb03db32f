using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Dashboard.Pages;

/// <summary>The pages that are open at this node.</summary>
internal sealed class PageTable
{
    private readonly Lock _lock = new();
    private readonly List<Page> _pages = [];

    /// <summary>Whether there are any.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _pages.Count == 0;
        }
    }

    /// <summary>The groups whose diagrams they show: the first <see cref="ReportLimits.Diagrams"/>.</summary>
    public IReadOnlyList<string> Diagrams
    {
        get
        {
            lock (_lock)
                return
                [
                    .. _pages
                        .Select(page => page.Diagram)
                        .Where(group => group.Length > 0)
                        .Distinct(StringComparer.Ordinal)
                        .Take(ReportLimits.Diagrams),
                ];
        }
    }

    /// <summary>Opens one, where there are not too many.</summary>
    public bool TryAdd(Page page, int most)
    {
        lock (_lock)
        {
            if (_pages.Count >= most)
                return false;
            _pages.Add(page);
            return true;
        }
    }

    /// <summary>One was closed.</summary>
    public void Remove(Page page)
    {
        lock (_lock)
            _pages.Remove(page);
    }

    /// <summary>All of them are to hear it.</summary>
    public void Tell(Func<byte[]> news)
    {
        lock (_lock)
        {
            if (_pages.Count == 0)
                return;
            byte[] told = news();
            foreach (Page page in _pages)
                page.Tell(told);
        }
    }
}
