using Cohort.Protocol.Governance;
using Cohort.Protocol.Links;
using Cohort.Protocol.StateTransfer;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>Why a node gives a client no backup.</summary>
internal enum BackupRefusal : byte
{
    /// <summary>This node cannot give it now, and another member may.</summary>
    Elsewhere,

    /// <summary>The group's members have no state.</summary>
    NoState,

    /// <summary>The application could not save its state, or that is larger than it may be.</summary>
    Failed,
}

/// <summary>
/// The states that clients take home from this node's groups: saved as of one point in a group's order, and sent piece by piece, never more
/// ahead than a window. The group goes on meanwhile.
/// </summary>
internal sealed class BackupDesk(NodeSettings settings, LinkTable links, Func<string, GroupMachine?> find)
{
    /// <summary>The most bytes that a client is sent and has not said to have handled.</summary>
    public const long Window = 1 << 20;

    // Each is a whole state in memory.
    private const int Most = 4;

    private sealed class Giving(Link client, ulong request, GroupMachine group, SavedState saved)
    {
        public Link Client { get; } = client;
        public ulong Request { get; } = request;
        public GroupMachine Group { get; } = group;
        public SavedState Saved { get; } = saved;

        /// <summary>How much was sent; negative where it has not been said yet what comes.</summary>
        public long Sent { get; set; } = -1;

        public long Handled { get; set; }
    }

    private readonly List<Giving> _givings = [];

    /// <summary>A client asks for a backup; false where that makes no sense.</summary>
    public bool Take(Link from, ref FrameReader reader)
    {
        (ulong request, string name) = (reader.Number(), reader.Text());
        if (!reader.Complete)
            return false;
        _givings.RemoveAll(giving => giving.Client == from && giving.Request == request);
        if (find(name) is not { TakesPart: true } group)
            Refuse(from, request, BackupRefusal.Elsewhere, CallDesk.Why(find(name), name));
        else if (!group.HasState)
            Refuse(from, request, BackupRefusal.NoState, "its members save no state");
        else if (_givings.Count >= Most)
            Refuse(from, request, BackupRefusal.Elsewhere, $"gives {Most} backups already, the most at a time");
        else
            _givings.Add(new Giving(from, request, group, group.Save()));
        return true;
    }

    /// <summary>A client has handled more of one; false where it makes no sense.</summary>
    public bool Handled(Link from, ref FrameReader reader)
    {
        (ulong request, ulong handled) = (reader.Number(), reader.Number());
        if (!reader.Complete)
            return false;
        if (_givings.Find(giving => giving.Client == from && giving.Request == request) is not { } known)
            return true;
        if (handled > (ulong)Math.Max(known.Sent, 0) || handled < (ulong)known.Handled)
            return false;
        known.Handled = (long)handled;
        if (known.Handled == known.Saved.Bytes?.Length)
            _givings.Remove(known);
        return true;
    }

    /// <summary>A client wants one no longer; false where it makes no sense.</summary>
    public bool Drop(Link from, ref FrameReader reader)
    {
        ulong request = reader.Number();
        if (reader.Complete)
            _givings.RemoveAll(giving => giving.Client == from && giving.Request == request);
        return reader.Complete;
    }

    /// <summary>Sends what there is room for.</summary>
    public void Advance()
    {
        for (int at = _givings.Count - 1; at >= 0; at--)
        {
            Giving giving = _givings[at];
            if (giving.Client.Closed || Refuses(giving))
                _givings.RemoveAt(at);
            else if (giving.Saved.Bytes is { } state)
                Send(giving, state);
        }
    }

    private bool Refuses(Giving giving)
    {
        SavedState saved = giving.Saved;
        if (saved.Failure is { } failure)
            Refuse(giving.Client, giving.Request, BackupRefusal.Failed, failure);
        else if (saved.Bytes is { } state && state.Length > settings.Limits.StateSize)
            Refuse(
                giving.Client,
                giving.Request,
                BackupRefusal.Failed,
                $"it has {state.Length} bytes, more than the limit of {settings.Limits.StateSize}"
            );
        else if (saved.Bytes is null && !giving.Group.TakesPart)
            Refuse(
                giving.Client,
                giving.Request,
                BackupRefusal.Elsewhere,
                CallDesk.Why(giving.Group, giving.Group.Name)
            );
        else
            return false;
        return true;
    }

    private void Send(Giving giving, ReadOnlyMemory<byte> state)
    {
        if (giving.Sent < 0)
        {
            WriteHead(giving, state.Length);
            giving.Sent = 0;
        }
        while (giving.Sent < state.Length && giving.Sent - giving.Handled < Window && giving.Client.HasRoom)
        {
            int size = (int)Math.Min(settings.Limits.ChunkSize, state.Length - giving.Sent);
            FrameWriter writer = links.Begin(giving.Client, FrameType.BackupPart);
            writer.Number(giving.Request);
            writer.Number((ulong)giving.Sent);
            writer.Raw(state.Span.Slice((int)giving.Sent, size));
            writer.End();
            giving.Sent += size;
        }
        if (state.Length == 0)
            _givings.Remove(giving);
    }

    private void WriteHead(Giving giving, int size)
    {
        FrameWriter writer = links.Begin(giving.Client, FrameType.BackupBegins);
        writer.Number(giving.Request);
        BackupHead.Write(writer, giving.Saved.Terms, giving.Saved.View, giving.Saved.Position);
        writer.Number(size);
        writer.End();
    }

    private void Refuse(Link to, ulong request, BackupRefusal refusal, string reason)
    {
        const int most = 200;
        FrameWriter writer = links.Begin(to, FrameType.BackupRefused);
        writer.Number(request);
        writer.Byte((byte)refusal);
        writer.Text(reason.Length > most ? reason[..most] : reason);
        writer.End();
    }
}
