using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>The backups that a client takes.</summary>
internal sealed class BackupTakings(ClientContext context, HomeNode home)
{
    private readonly List<BackupTaking> _takings = [];

    /// <summary>How many there are.</summary>
    public int Count => _takings.Count;

    /// <summary>Whom one of them is asked of.</summary>
    public Contact ContactOf(int at) => _takings[at].Contact;

    /// <summary>The application wants one.</summary>
    public void Begin(long ticket, string group) => _takings.Add(new BackupTaking(context, ticket, group, home));

    /// <summary>The application has handled more bytes of one.</summary>
    public void Handled(long ticket, ulong bytes) => _takings.Find(taking => taking.Ticket == ticket)?.Handled(bytes);

    /// <summary>The application wants one no longer.</summary>
    public void Drop(long ticket)
    {
        if (_takings.Find(taking => taking.Ticket == ticket) is not { } taking)
            return;
        taking.End();
        _takings.Remove(taking);
        home.WantsChanged = true;
    }

    /// <summary>A frame of a backup; false where it makes no sense.</summary>
    public bool Frame(FrameType type, ref FrameReader reader)
    {
        ulong request = reader.Number();
        if (reader.Failed)
            return false;
        foreach (BackupTaking taking in _takings)
            if (taking.Frame(type, request, ref reader, out bool makesSense))
                return makesSense;
        // What was on its way when it was wanted no longer.
        return true;
    }

    /// <summary>Asks for them, and tells of those that have ended.</summary>
    public void Advance()
    {
        for (int at = _takings.Count - 1; at >= 0; at--)
        {
            BackupTaking taking = _takings[at];
            taking.Advance();
            if (taking.Ended is not { } ended)
                continue;
            _takings.RemoveAt(at);
            home.WantsChanged = true;
            context.Emit(
                new Output
                {
                    Kind = OutputKind.BackupEnded,
                    Ticket = taking.Ticket,
                    Outcome = ended.Outcome,
                    Detail = ended.Reason,
                }
            );
        }
    }
}
