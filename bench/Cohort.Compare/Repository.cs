namespace Cohort.Compare;

/// <summary>The tree that this program was built from.</summary>
internal static class Repository
{
    private const string Mark = "Cohort.slnx";
    private static readonly string s_root = Find();

    /// <summary>The path of something in it.</summary>
    public static string Path(string name) => System.IO.Path.Combine(s_root, name);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Mark)))
                return folder.FullName;
        throw new InvalidOperationException($"{AppContext.BaseDirectory} lies in no folder with {Mark}.");
    }
}
