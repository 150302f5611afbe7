using Eso.Emulator.Kubernetes.Validation;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Validation;

/// <summary>Expected texts are those of Python's difflib.unified_diff (n=3), whose algorithm go-difflib follows.</summary>
public sealed class GoDiffTests
{
    [Theory]
    [InlineData("a b c", "a b c", "")]
    [InlineData("a b c d e f g h", "a b c X e f g h", "@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+X\n e\n f\n g\n")]
    [InlineData("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", "0 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 20",
        "@@ -1,4 +1,4 @@\n-1\n+0\n 2\n 3\n 4\n@@ -16,5 +16,4 @@\n 16\n 17\n 18\n-19\n 20\n")]
    [InlineData("x", "x y", "@@ -1 +1,2 @@\n x\n+y\n")]
    public void Changes_come_with_three_lines_around_them(string before, string after, string expected) =>
        Assert.Equal(expected, GoDiff.Unified(before.Split(' '), after.Split(' ')));

    [Fact]
    public void Common_lines_are_no_anchors_in_long_texts()
    {
        // 260 lines of which 100 are "null": found again by what stands between them, as difflib with its autojunk does.
        var before = Enumerable.Range(0, 260).Select(i => i % 5 < 2 ? "null" : $"f{i}").ToArray();
        string[] after = [.. before[..100], "null", "new", .. before[100..200], .. before[204..]];
        Assert.Equal(
            "@@ -99,6 +99,8 @@\n f98\n f99\n null\n+new\n+null\n null\n f102\n f103\n"
                + "@@ -198,10 +200,6 @@\n f197\n f198\n f199\n-null\n-null\n-f202\n-f203\n f204\n null\n null\n",
            GoDiff.Unified(before, after));
    }
}
