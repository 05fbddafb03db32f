using System.Text;

namespace Cohort.Cli.Nodes;

/// <summary>
/// Which members have come to the end of their input. Each tells the group so with a message that no line can be: it begins
/// with a line end. Part of the group's state, so that a joiner knows it too.
/// </summary>
internal sealed class Endings
{
    private readonly Lock _lock = new();
    private readonly HashSet<MemberId> _ended = [];
    private View? _view;
    private TaskCompletionSource _changed = NewChange();

    /// <summary>The message that says so. Each is different from all others, as lines have to be for the checkers.</summary>
    public static byte[] MessageOf(MemberId member) => Encoding.UTF8.GetBytes($"\n{member}");

    /// <summary>Whether a message says so.</summary>
    public static bool IsOne(ReadOnlySpan<byte> payload) => payload.StartsWith("\n"u8);

    /// <summary>A member has said so.</summary>
    public void Add(MemberId member) => Change(() => _ended.Add(member));

    /// <summary>From now on these are the members.</summary>
    public void Enter(View view) =>
        Change(() =>
        {
            _view = view;
            _ended.RemoveWhere(member => view.RankOf(member) < 0);
        });

    /// <summary>Who has not said so; what comes back completes when something has changed.</summary>
    /// <param name="self">This process.</param>
    /// <param name="others">The names of the other members that have not.</param>
    /// <param name="isSaid">Whether this member has, and that has been delivered.</param>
    public Task Look(ProcessId self, out string[] others, out bool isSaid)
    {
        lock (_lock)
        {
            Member[] open = [.. (_view?.Members ?? []).Where(member => !_ended.Contains(member.Id))];
            isSaid = _view is not null && !open.Any(member => member.Process == self);
            others = [.. open.Where(member => member.Process != self).Select(member => member.Name)];
            return _changed.Task;
        }
    }

    /// <summary>Writes it for a joiner.</summary>
    public void Save(BinaryWriter writer)
    {
        lock (_lock)
        {
            writer.Write(_ended.Count);
            foreach (MemberId member in _ended)
            {
                writer.Write(member.Process.Address);
                writer.Write(member.Process.Incarnation);
                writer.Write(member.Join);
            }
        }
    }

    /// <summary>Replaces it by what a member has saved.</summary>
    public void Load(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        var ended = new List<MemberId>();
        for (int i = 0; i < count; i++)
            ended.Add(new MemberId(new ProcessId(reader.ReadString(), reader.ReadUInt64()), reader.ReadUInt64()));
        Change(() =>
        {
            _ended.Clear();
            _ended.UnionWith(ended);
        });
    }

    private void Change(Action change)
    {
        TaskCompletionSource before;
        lock (_lock)
        {
            change();
            (before, _changed) = (_changed, NewChange());
        }
        before.SetResult();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
