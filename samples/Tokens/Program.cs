// Three processes write a diary with one pen. Whoever has the pen writes on for as long as nobody else wants it, without asking
// anybody, and then passes it to the next. One is killed with the pen in its hand: it goes to the one that waits.

using System.Globalization;
using Cohort;
using Cohort.Samples;

const int turns = 10;
const int linesOfOneTurn = 8;
const string killed = "a";
return await ThreeProcesses.RunAsync(args, WriteAsync, Judge);

static async Task WriteAsync(SampleMember me)
{
    await using Node node = await Node.StartAsync(me.Options);
    await using ToolGroup group = await node.JoinAsync("writers", tools => tools.Token("pen").Barrier("steps"));
    GroupToken pen = group.Token("pen");
    GroupBarrier steps = group.Barrier("steps");

    await steps.SignalAndWaitAsync("all are there", participants: 3);
    int turn = 0;
    while (turn < turns || group.Group.View.Members.Length == 3)
    {
        HeldToken held = await pen.RequestAsync();
        turn++;
        int line = 0;
        do
        {
            Write(me, held.Number);
            if (me.Name == killed && turn == turns / 2)
                await me.DieAsync($"it has the pen, with number {held.Number}");
            await Task.Delay(5);
        } while (++line < linesOfOneTurn && !held.Wanted.IsCancellationRequested);
        await held.PassAsync(Next(group.Group).Id);
    }
    me.Say($"turns: {turn}");
    // Who is gone is not waited for.
    await steps.SignalAndWaitAsync("all are there", participants: 3);
}

static Member Next(Group group)
{
    View view = group.View;
    return view.Members[(view.RankOf(group.Node.Process) + 1) % view.Members.Length];
}

// The diary stands for anything outside the group. It refuses a smaller number than the last one that it has seen: that of one that
// was cut off, lost the pen, and has not noticed yet.
static void Write(SampleMember me, ulong number)
{
    string diary = Path.Combine(me.Folder, "diary.txt");
    if (File.Exists(diary) && NumberOf(File.ReadLines(diary).Last()) is var last && last > number)
        throw new InvalidOperationException($"Refused: number {number} is older than {last}.");
    File.AppendAllText(diary, string.Create(CultureInfo.InvariantCulture, $"{number} {me.Name}\n"));
}

static void Judge(Outcome outcome)
{
    string[] diary = File.ReadAllLines(Path.Combine(outcome.Folder, "diary.txt"));
    // A line begins with the number of the passing: those of one turn are alike.
    string[] had = [.. diary.Distinct()];
    outcome.Promise(
        $"one had the pen at a time: {diary.Length} lines in {had.Length} turns, each with a larger number than the one before",
        had.Zip(had.Skip(1)).All(pair => NumberOf(pair.First) < NumberOf(pair.Second))
            && diary.Zip(diary.Skip(1)).All(pair => NumberOf(pair.First) <= NumberOf(pair.Second))
    );
    outcome.Promise(
        $"{killed} died with the pen, and it was not lost: others wrote behind that",
        had.Count(turn => turn.EndsWith(killed)) == turns / 2 && !diary[^1].EndsWith(killed)
    );
    foreach (string name in outcome.Survivors)
        outcome.Promise(
            $"{name} has written in each of its turns",
            outcome.Said(name, "turns: ") is [var told]
                && told == $"{had.Count(turn => turn.EndsWith(name))}"
                && had.Count(turn => turn.EndsWith(name)) >= turns
        );
}

static ulong NumberOf(string line) => ulong.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);
