using Cohort.Protocol;

namespace Cohort.Simulation.Worlds;

/// <summary>A machine broke off a step: an invariant did not hold, or it failed in a way that it must not.</summary>
public sealed class MachineFailure : Exception
{
    internal MachineFailure(string host, TimeSpan at, string inputs, Exception failure)
        : base($"{host} failed at {at.TotalSeconds:F6} s while it took in {inputs}: {failure.Message}", failure) { }
}

/// <summary>Says in words what a step took in.</summary>
internal static class StepText
{
    public static string Describe(ReadOnlySpan<Input> inputs)
    {
        if (inputs.IsEmpty)
            return "nothing (it was woken)";
        List<string> words = [];
        foreach (ref readonly Input input in inputs)
            words.Add(Describe(input));
        return string.Join(", ", words);
    }

    public static string Describe(in Input input) =>
        input.Kind switch
        {
            InputKind.Connected => $"Connected(dial {input.Dial}, connection {input.Connection})",
            InputKind.DialFailed => $"DialFailed(dial {input.Dial}{(input.Refused ? ", refused" : "")})",
            InputKind.Received => $"Received({input.Connection}, {input.Bytes.Length} B)",
            InputKind.Written => $"Written({input.Connection}, {input.Amount} B)",
            InputKind.Accepted or InputKind.Closed => $"{input.Kind}({input.Connection})",
            InputKind.Send => $"Send({input.Ticket}, {input.Order} {input.Delivery}, {input.Bytes.Length} B)",
            _ => $"{input.Kind}(group {input.Group})",
        };
}
