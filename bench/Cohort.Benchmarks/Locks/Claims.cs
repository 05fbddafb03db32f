using BenchmarkDotNet.Attributes;
using Cohort.Toolkit.Locks;

namespace Cohort.Benchmarks.Locks;

/// <summary>What claims of locks cost each replica, beside the message that brings them.</summary>
public class Claims
{
    private const int Claimed = 100;

    private static readonly Member s_member = new(new MemberId(new ProcessId("a:1", 1), 0), "a", HoldsState: true);

    private readonly UpdateContext _context = new();
    private readonly View _view = new(new GroupId(1, 1), new ViewNumber(1), [s_member]);
    private LockTable _table = new();
    private ulong _last;

    /// <summary>How many others hold a lock, and in the search, how many wait in one queue.</summary>
    [Params(10, 1000)]
    public int Others { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        (_table, _last) = (new LockTable(), 0);
        for (int other = 0; other < Others; other++)
            Request($"other-{other}", []);
        Request("held", []);
        for (int other = 0; other < Others; other++)
            Request("crowded", []);
    }

    /// <summary>Takes a free lock and gives it back.</summary>
    [Benchmark(OperationsPerInvoke = Claimed)]
    public void TakeAndGiveBack()
    {
        for (int claim = 0; claim < Claimed; claim++)
            Release("free", Request("free", []));
    }

    /// <summary>Waits behind all others while it holds a lock, so that a deadlock is looked for; and waits no
    /// more.</summary>
    [Benchmark]
    public void WaitAndHold() => Release("crowded", Request("crowded", [(ulong)Others + 1]));

    private ulong Request(string name, List<ulong> together)
    {
        Begin();
        _table.Request(name, new LockClaim { Id = ++_last, Together = together }, _context);
        return _last;
    }

    private void Release(string name, ulong claim)
    {
        Begin();
        _table.Release(name, claim, _context);
    }

    private void Begin()
    {
        _context.Raised.Clear();
        _context.Set(0, 0, _last, _last, _view, s_member);
    }
}
