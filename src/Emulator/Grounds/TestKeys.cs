namespace Eso.Emulator.Grounds;

/// <summary>The environment of a process that calls an AWS which takes any key: an emulator's.</summary>
internal static class TestKeys
{
    public static Dictionary<string, string> Environment(string endpoint) => new(StringComparer.Ordinal)
    {
        ["AWS_ENDPOINT_URL"] = endpoint,
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_REGION"] = "us-east-1",
    };
}
