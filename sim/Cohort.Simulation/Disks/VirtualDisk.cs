using Cohort.Simulation.Randomness;
using Cohort.Storage.Disks;

namespace Cohort.Simulation.Disks;

/// <summary>
/// The disk of a host. What a process asks of it takes effect step by step, while virtual time passes: until <see cref="Finish"/> says
/// that all of it is done, a death may come after any of the steps. Where a process dies, what it had written stays, synced or not; where
/// the power fails, what was not synced is there in whatever sectors chance has kept.
/// </summary>
internal sealed class VirtualDisk(string name, SplittableRandom random) : IDisk
{
    private readonly SortedDictionary<string, VirtualFile> _files = new(StringComparer.Ordinal);

    // What was asked for since the last time that all was done, and how to undo it, in this order.
    private readonly List<Action> _undo = [];

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>Whether writes and syncs fail.</summary>
    public bool Fails { get; set; }

    /// <summary>Whether the next sync fails, and no other.</summary>
    public bool FailsOnce { get; set; }

    /// <summary>Whether anything on it is not any more what was written, or cannot be read.</summary>
    public bool HasRotted { get; private set; }

    /// <summary>How often something was asked of it that may change what is there, or came to be done.</summary>
    public long Changes { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => [.. _files.Keys];

    /// <inheritdoc/>
    public IDiskFile Create(string file)
    {
        FailIfBroken();
        VirtualFile? before = _files.GetValueOrDefault(file);
        var created = new VirtualFile(this);
        _files[file] = created;
        CanUndo(() => Put(file, before));
        return created;
    }

    /// <inheritdoc/>
    public IDiskFile Open(string file) =>
        _files.TryGetValue(file, out VirtualFile? found)
            ? found
            : throw new FileNotFoundException($"There is no {file} on the disk of {name}.");

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        FailIfBroken();
        VirtualFile file = _files[from];
        VirtualFile? before = _files.GetValueOrDefault(to);
        _files.Remove(from);
        _files[to] = file;
        CanUndo(() =>
        {
            Put(to, before);
            Put(from, file);
        });
    }

    /// <inheritdoc/>
    public void Delete(string file)
    {
        FailIfBroken();
        VirtualFile before = _files[file];
        _files.Remove(file);
        CanUndo(() => Put(file, before));
    }

    /// <summary>All that was asked for is done: nothing but a power failure takes back what was not synced.</summary>
    public void Finish()
    {
        Changes += _undo.Count > 0 ? 1 : 0;
        _undo.Clear();
    }

    /// <summary>The process dies: of what it had asked for and was not done, only the first steps have happened.</summary>
    public void ProcessDies()
    {
        for (int left = random.Between(0, _undo.Count); left > 0; left--)
        {
            _undo[^1]();
            _undo.RemoveAt(_undo.Count - 1);
        }
        _undo.Clear();
    }

    /// <summary>The power fails, and with it the process.</summary>
    public void LosePower()
    {
        ProcessDies();
        foreach (VirtualFile file in _files.Values)
            file.LosePower(random);
    }

    /// <summary>Bits of a byte flip that was safe.</summary>
    public void Rot(string file, long at, byte bits)
    {
        HasRotted = true;
        _files[file].Rot((int)at, bits);
    }

    /// <summary>A sector cannot be read any more.</summary>
    public void LoseSector(string file, long at)
    {
        HasRotted = true;
        _files[file].LoseSector(at);
    }

    /// <summary>What is on it is moved away, as an operator does who has another one, or other places on it.</summary>
    public void BeginAnew()
    {
        _files.Clear();
        HasRotted = false;
    }

    /// <summary>It has what another one has, of which nobody is at work any more: all of that is safe.</summary>
    public void TakeFrom(VirtualDisk other)
    {
        _files.Clear();
        foreach ((string file, VirtualFile content) in other._files)
            _files[file] = content.CopyOn(this);
    }

    /// <summary>What was asked for can be undone by this.</summary>
    internal void CanUndo(Action undo)
    {
        Changes++;
        _undo.Add(undo);
    }

    /// <summary>Whether a sync that is asked for now fails.</summary>
    internal bool FailsToSync()
    {
        bool fails = Fails || FailsOnce;
        FailsOnce = false;
        return fails;
    }

    internal void FailIfBroken()
    {
        if (Fails)
            throw Failure();
    }

    internal IOException Failure() => new($"The disk of {name} does not answer.");

    private void Put(string file, VirtualFile? content)
    {
        if (content is null)
            _files.Remove(file);
        else
            _files[file] = content;
    }
}
