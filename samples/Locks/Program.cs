// Three processes append lines to one file, each under a lock of the group. One of them is killed while it holds the lock: the
// others get it, and go on.

using System.Globalization;
using Cohort;
using Cohort.Samples;

const int lines = 20;
const string killed = "a";
return await ThreeProcesses.RunAsync(args, WriteAsync, Judge);

static async Task WriteAsync(SampleMember me)
{
    await using Node node = await Node.StartAsync(me.Options);
    await using ToolGroup group = await node.JoinAsync("writers", tools => tools.Locks("locks").Barrier("steps"));
    GroupLocks locks = group.Locks("locks");
    GroupBarrier steps = group.Barrier("steps");

    await steps.SignalAndWaitAsync("all are there", participants: 3);
    for (int line = 0; line < lines; line++)
    {
        await using HeldLock held = await locks.LockAsync("file");
        Append(me, held.Token);
        if (me.Name == killed && line == lines / 2)
            await me.DieAsync($"it holds {held}");
    }
    me.Say($"wrote {lines} lines");
    // Who is gone is not waited for.
    await steps.SignalAndWaitAsync("all are there", participants: 3);
}

// The file stands for anything outside the group. It refuses a writer whose token is smaller than the last one that it has seen: one
// that was cut off, lost the lock, and has not noticed yet.
static void Append(SampleMember me, ulong token)
{
    string file = Path.Combine(me.Folder, "lines.txt");
    if (File.Exists(file) && TokenOf(File.ReadLines(file).Last()) is var last && last > token)
        throw new InvalidOperationException($"Refused: token {token} is older than {last}.");
    File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"{token} {me.Name}\n"));
}

static void Judge(Outcome outcome)
{
    string[] written = File.ReadAllLines(Path.Combine(outcome.Folder, "lines.txt"));
    ulong[] tokens = [.. written.Select(TokenOf)];
    outcome.Promise(
        $"each of {tokens.Length} grants had a larger token than the one before",
        tokens.Zip(tokens.Skip(1)).All(pair => pair.First < pair.Second)
    );
    foreach (string name in outcome.Survivors)
        outcome.Promise($"{name} got the lock {lines} times", written.Count(line => line.EndsWith(name)) == lines);
    outcome.Promise(
        $"{killed} got it until it was killed, and its last line is there",
        written.Count(line => line.EndsWith(killed)) == lines / 2 + 1
    );
}

static ulong TokenOf(string line) => ulong.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);
