using System.Text.Json;
using Cohort.Simulation.Linearizability;

namespace Cohort.Processes.Tests.Clients;

/// <summary>What clients have asked and were answered, as work.mjs writes it down, judged as the simulator's histories are.</summary>
internal static class AnsweredCalls
{
    private const int Budget = 5_000_000;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    private sealed record Line(string Object, string Kind, long Argument, int Called, int? Returned, long? Result);

    /// <summary>What cannot be explained by one copy of each object; nothing where all can.</summary>
    public static IReadOnlyList<string> Judge(string file) =>
        [
            .. File.ReadLines(file)
                .Select(line => JsonSerializer.Deserialize<Line>(line, s_options)!)
                .GroupBy(line => line.Object)
                .Select(calls => (calls.Key, Finding: Find(calls.Key, [.. calls.Select(CallOf)])))
                .Where(judged => judged.Finding.Verdict != Verdict.Linearizable)
                .Select(judged => $"{judged.Key}: {judged.Finding}"),
        ];

    private static Invocation CallOf(Line line) =>
        new(Enum.Parse<CallKind>(line.Kind), line.Argument, line.Called)
        {
            Returned = line.Returned,
            Result = line.Result,
        };

    private static Finding Find(string name, IReadOnlyList<Invocation> calls) =>
        name == "counter" ? Simulation.Linearizability.Judge.Counter(calls, Budget)
        : name == "queue" ? Simulation.Linearizability.Judge.Queue(calls, Budget)
        : Simulation.Linearizability.Judge.Register(calls, Budget);
}
