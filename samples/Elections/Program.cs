// Three processes want to run one job, and one of them does at a time. It is killed: another takes over, in a later term.

using System.Globalization;
using Cohort;
using Cohort.Samples;

const int lines = 10;
return await ThreeProcesses.RunAsync(args, RunAsync, Judge);

static async Task RunAsync(SampleMember me)
{
    await using Node node = await Node.StartAsync(me.Options);
    await using ToolGroup group = await node.JoinAsync("jobs", tools => tools.Elections("jobs").Barrier("steps"));
    GroupBarrier steps = group.Barrier("steps");

    await steps.SignalAndWaitAsync("all are there", participants: 3);
    await group.Elections("jobs").RunAsSingletonAsync("report", (turn, ended) => ReportAsync(me, turn, ended));
    // Who is gone is not waited for.
    await steps.SignalAndWaitAsync("all are there", participants: 3);
}

// The job runs until its token is cancelled: then another may have begun. What it writes carries the term, by which whoever reads it
// knows a job that has been replaced.
static async Task ReportAsync(SampleMember me, SingletonContext turn, CancellationToken ended)
{
    string file = Path.Combine(me.Folder, "report.txt");
    me.Say($"leads in term {turn.Term}");
    for (int line = 0; line < lines; line++)
    {
        string[] written = File.Exists(file) ? File.ReadAllLines(file) : [];
        // A job that is done says so where the next one sees it: here by having come to its end.
        if (written.Any(earlier => earlier.EndsWith($" {lines - 1}")))
            return;
        File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"{turn.Term} {me.Name} {line}\n"));
        // The first that leads dies in the middle of it.
        if (line == lines / 2 && written.All(earlier => earlier.Contains($" {me.Name} ")))
            await me.DieAsync($"it leads in term {turn.Term}");
        await Task.Delay(20, ended);
    }
}

static void Judge(Outcome outcome)
{
    (ulong Term, string Name)[] written =
    [
        .. File.ReadLines(Path.Combine(outcome.Folder, "report.txt"))
            .Select(line => line.Split(' '))
            .Select(words => (ulong.Parse(words[0], CultureInfo.InvariantCulture), words[1])),
    ];
    (ulong Term, string Name)[] leaders = [.. written.Distinct()];
    outcome.Promise(
        $"nobody wrote for a term that was over: {written.Length} lines",
        written.Zip(written.Skip(1)).All(pair => pair.First.Term <= pair.Second.Term)
    );
    outcome.Promise(
        $"one led in each term: {string.Join(", ", leaders)}",
        leaders.DistinctBy(leader => leader.Term).Count() == leaders.Length
    );
    outcome.Promise(
        $"{outcome.Killed} led, and one that lives took over and came to the end",
        leaders.Length == 2
            && leaders[0].Name == outcome.Killed
            && outcome.Survivors.Contains(leaders[1].Name)
            && written.Count(line => line == leaders[1]) == lines
    );
}
