using System.Text;

namespace Cohort.Compare.Report;

/// <summary>A paragraph of a text for people.</summary>
internal static class Paragraph
{
    private const int Columns = 120;

    /// <summary>Adds it and an empty line, broken so that it fits, wherever its own lines break.</summary>
    public static void AppendParagraph(this StringBuilder text, string words)
    {
        int column = 0;
        foreach (string word in words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            bool fits = column > 0 && column + 1 + word.Length <= Columns;
            string before =
                column == 0 ? ""
                : fits ? " "
                : "\n";
            text.Append(before).Append(word);
            column = fits ? column + 1 + word.Length : word.Length;
        }
        text.Append("\n\n");
    }
}
