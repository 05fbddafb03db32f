namespace Cohort.Compare.Processes;

/// <summary>What a system has taken into use and gives back, last first.</summary>
internal sealed class Belongings : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _all = new();

    /// <summary>Adds one.</summary>
    public T Add<T>(T one)
        where T : IAsyncDisposable
    {
        _all.Push(one);
        return one;
    }

    public async ValueTask DisposeAsync()
    {
        while (_all.TryPop(out IAsyncDisposable? one))
            await one.DisposeAsync();
    }
}
