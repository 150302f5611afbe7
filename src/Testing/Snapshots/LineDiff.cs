using System.Text;

namespace Eso.Testing.Snapshots;

/// <summary>The lines in which two texts differ, with a little of what stands around them.</summary>
internal static class LineDiff
{
    private const int Around = 2;

    /// <summary>Above this many pairs of lines the longest common subsequence costs too much; the ends are cut first.</summary>
    private const int CellsMax = 4_000_000;

    public static string Of(string approved, string found)
    {
        var a = approved.Split('\n');
        var b = found.Split('\n');
        if ((long)a.Length * b.Length > CellsMax)
        {
            return "(too large to be compared line by line)";
        }

        var lines = Walk(a, b, Table(a, b));
        var text = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            var near = lines.Skip(Math.Max(0, i - Around)).Take((2 * Around) + 1).Any(l => l[0] != ' ');
            if (near)
            {
                text.Append(lines[i]).Append('\n');
            }
            else if (i == 0 || lines.Skip(Math.Max(0, i - 1 - Around)).Take((2 * Around) + 1).Any(l => l[0] != ' '))
            {
                text.Append("  …\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Lengths of the longest common subsequences of the remaining lines.</summary>
    private static int[,] Table(string[] a, string[] b)
    {
        var length = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                length[i, j] = a[i] == b[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
            }
        }

        return length;
    }

    private static List<string> Walk(string[] a, string[] b, int[,] length)
    {
        var lines = new List<string>();
        int i = 0, j = 0;
        while (i < a.Length || j < b.Length)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                lines.Add("  " + a[i++]);
                j++;
            }
            else if (j >= b.Length || (i < a.Length && length[i + 1, j] >= length[i, j + 1]))
            {
                lines.Add("- " + a[i++]);
            }
            else
            {
                lines.Add("+ " + b[j++]);
            }
        }

        return lines;
    }
}
