// Three processes compute the game of life. Each computes some of the rows, and needs the rows of the others for the next generation:
// so they wait for each other between generations. One is killed in the middle of one: the others hear of it, divide the rows among
// them anew, and come to the same end.

using System.Globalization;
using Cohort;
using Cohort.Samples;
using Cohort.Samples.Barriers;

const int generations = 40;
const string killed = "c";
return await ThreeProcesses.RunAsync(args, ComputeAsync, Judge);

static async Task ComputeAsync(SampleMember me)
{
    await using Node node = await Node.StartAsync(me.Options);
    await using ToolGroup group = await node.JoinAsync(
        "life",
        tools => tools.Dictionary<int, string>("rows").Barrier("steps")
    );
    ReplicatedDictionary<int, string> rows = group.Dictionary<int, string>("rows");
    GroupBarrier steps = group.Barrier("steps");

    await steps.SignalAndWaitAsync("all are there", participants: 3);
    string[] world = World.First;
    int generation = 1;
    while (generation <= generations)
    {
        View view = group.Group.View;
        for (int row = view.RankOf(node.Process); row < World.Size; row += view.Members.Length)
        {
            await rows.SetAsync(Key(generation, row), World.Next(world, row));
            if (me.Name == killed && generation == generations / 2)
                await me.DieAsync($"it has computed one row of generation {generation}");
        }
        try
        {
            await steps.SignalAndWaitAsync("generation", view.Members.Length, WhenOneIsGone.Break);
        }
        catch (BarrierBrokenException)
        {
            me.Say($"somebody is gone in generation {generation}: once more, by {group.Group.View}");
            continue;
        }
        // What anybody had written before the barrier is in every replica behind it: nobody has to be asked.
        world = [.. Enumerable.Range(0, World.Size).Select(row => rows.Local[Key(generation, row)])];
        generation++;
    }
    foreach (string row in world)
        me.Note($"row {row}");
    // Here nobody needs what the one that is gone has not done: who is gone is not waited for.
    ulong phase = await steps.SignalAndWaitAsync("all are there", participants: 3);
    me.Say(string.Create(CultureInfo.InvariantCulture, $"phase {phase} is over"));
}

static int Key(int generation, int row) => generation * World.Size + row;

static void Judge(Outcome outcome)
{
    string[] expected = World.First;
    for (int generation = 1; generation <= generations; generation++)
        expected = [.. Enumerable.Range(0, World.Size).Select(row => World.Next(expected, row))];
    foreach (string name in outcome.Survivors)
    {
        outcome.Promise(
            $"{name} has come to what one process alone comes to",
            outcome.Said(name, "row ").SequenceEqual(expected)
        );
        outcome.Promise(
            $"{name} heard once that one is gone, and waited for it at no other barrier",
            outcome.Said(name, "somebody is gone").Length == 1 && outcome.Said(name, "phase ") is ["2 is over"]
        );
    }
    Console.WriteLine(string.Join(Environment.NewLine, expected));
}
