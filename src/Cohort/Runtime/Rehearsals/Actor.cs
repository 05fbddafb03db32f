using Cohort.Protocol;

namespace Cohort.Runtime.Rehearsals;

/// <summary>A machine on the stage, with an application that handles everything at once.</summary>
internal sealed class Actor(NodeSettings settings, ulong seed)
{
    /// <summary>The handle of its only group.</summary>
    public const int Group = 1;

    private readonly NodeMachine _machine = new(settings, seed);
    private readonly OutputBuffer _outputs = new();
    private readonly List<Input> _waiting = [];

    /// <summary>Where it is reached.</summary>
    public string Address => settings.Process.Address;

    /// <summary>The connections that it has, and where each leads to.</summary>
    public Dictionary<int, (Actor Other, int Connection)> Connections { get; } = [];

    /// <summary>How many members of its view hold the state.</summary>
    public int Holders { get; private set; }

    /// <summary>The view it is in.</summary>
    public ViewNumber View { get; private set; }

    /// <summary>Messages delivered to it.</summary>
    public int Delivered { get; private set; }

    /// <summary>Whether its membership has ended.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>When it wants to be stepped.</summary>
    public Instant WakeAt => _waiting.Count > 0 ? default : _machine.WakeAt;

    /// <summary>Something happens to it.</summary>
    public void Tell(in Input input) => _waiting.Add(input);

    /// <summary>Takes a step, and has what concerns others carried out.</summary>
    public void Step(Instant now, Stage stage)
    {
        Input[] inputs = [.. _waiting];
        _waiting.Clear();
        _machine.Step(now, inputs, _outputs);
        foreach (ref readonly Output output in _outputs.Outputs)
            if (!TryHandle(output))
                stage.CarryOut(this, output);
        _outputs.Clear();
    }

    private bool TryHandle(in Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.View:
                View = output.Change.View.Number;
                Holders = output.Change.View.Members.Count(member => member.HoldsState);
                return true;
            case OutputKind.Deliver:
                Delivered++;
                Tell(Input.Consumed(Group, 1));
                return true;
            case OutputKind.TakeState:
                Tell(Input.StateTaken(Group, output.Ticket, new byte[100]));
                return true;
            case OutputKind.LoadState:
                Tell(Input.StateLoaded(Group, output.Ticket));
                return true;
            case OutputKind.Ended:
                HasLeft = true;
                return true;
            default:
                return output.Kind is not (OutputKind.Dial or OutputKind.Write or OutputKind.Close);
        }
    }
}
