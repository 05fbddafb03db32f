using Cohort.Protocol.Links;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>
/// A backup that a client takes of a group: from one member, and from its beginning from another one where that is gone, since the state there
/// is of another point in the order.
/// </summary>
internal sealed class BackupTaking(ClientContext context, long ticket, string group, HomeNode home)
{
    private ulong _request;
    private Link? _link;
    private long _size = -1;
    private long _have;

    // What the application has been given of earlier attempts, and has yet to handle, is none of this one's.
    private long _given;
    private long _handled;
    private long _givenBefore;

    public long Ticket { get; } = ticket;

    /// <summary>Whom it is asked of.</summary>
    public Contact Contact { get; } = new(context, group, home);

    /// <summary>How it has ended; null where it has not.</summary>
    public (CallOutcome Outcome, string Reason)? Ended { get; private set; }

    /// <summary>The application has handled more bytes.</summary>
    public void Handled(ulong bytes)
    {
        _handled += (long)bytes;
        if (_link is not { Closed: false } link || _size < 0)
            return;
        FrameWriter writer = context.Links.Begin(link, FrameType.BackupHandled);
        writer.Number(_request);
        writer.Number((ulong)Math.Clamp(_handled - _givenBefore, 0, _have));
        writer.End();
    }

    /// <summary>Asks a member where none is asked.</summary>
    public void Advance()
    {
        if (Contact.IsUnknown)
        {
            Ended = (CallOutcome.NoSuchGroup, "the cluster's directory has none of this name");
            return;
        }
        Link? link = Contact.Look();
        if (link is null || link == _link)
            return;
        (_link, _request, _size, _have, _givenBefore) = (link, context.NextRequest(), -1, 0, _given);
        FrameWriter writer = context.Links.Begin(link, FrameType.TakeBackup);
        writer.Number(_request);
        writer.Text(group);
        writer.End();
    }

    /// <summary>The application wants it no longer.</summary>
    public void End()
    {
        if (_link is not { Closed: false } link || _request == 0)
            return;
        FrameWriter writer = context.Links.Begin(link, FrameType.DropBackup);
        writer.Number(_request);
        writer.End();
    }

    /// <summary>A frame of a backup; false where it is none of this one's.</summary>
    public bool Frame(FrameType type, ulong request, ref FrameReader reader, out bool makesSense)
    {
        makesSense = true;
        if (request != _request)
            return false;
        makesSense = type switch
        {
            FrameType.BackupBegins => Begins(ref reader),
            FrameType.BackupPart => TakePart(ref reader),
            _ => Refused(ref reader),
        };
        return true;
    }

    private bool Begins(ref FrameReader reader)
    {
        var head = BackupHead.Read(ref reader, context.Settings.Limits);
        ulong size = reader.Number();
        if (!reader.Complete || _size >= 0 || size > (ulong)Array.MaxLength)
            return false;
        _size = (long)size;
        Contact.Works();
        Emit(OutputKind.BackupBegins, head, size: size);
        EndWhenWhole();
        return true;
    }

    private bool TakePart(ref FrameReader reader)
    {
        ulong offset = reader.Number();
        ReadOnlySpan<byte> part = reader.Rest();
        if (reader.Failed || part.IsEmpty || offset != (ulong)_have || part.Length > _size - _have)
            return false;
        _have += part.Length;
        _given += part.Length;
        Emit(OutputKind.BackupPart, null, part.ToArray());
        EndWhenWhole();
        return true;
    }

    private bool Refused(ref FrameReader reader)
    {
        (var refusal, string reason) = ((BackupRefusal)reader.Byte(), reader.Text());
        if (!reader.Complete || refusal > BackupRefusal.Failed)
            return false;
        if (refusal == BackupRefusal.NoState)
            Ended = (CallOutcome.TakesNoCalls, reason);
        else if (refusal == BackupRefusal.Failed)
            Ended = (CallOutcome.Failed, $"member {Contact.Address} could not save it: {reason}");
        else
        {
            (_link, _request) = (null, 0);
            Contact.GoElsewhere(reason);
        }
        return true;
    }

    private void EndWhenWhole()
    {
        if (_have == _size)
            Ended = (CallOutcome.Answered, "");
    }

    private void Emit(OutputKind kind, BackupHead? head, ReadOnlyMemory<byte> part = default, ulong size = 0) =>
        context.Emit(
            new Output
            {
                Kind = kind,
                Ticket = Ticket,
                Detail = head,
                Bytes = part,
                Position = size,
            }
        );
}
