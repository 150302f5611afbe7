using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

/// <summary>
/// Makes a random password: 32 characters of every class unless told otherwise.
/// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetRandomPassword : IOperation<SecretsState>
{
    public static string Name => "GetRandomPassword";

    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private const int LengthDefault = 32;

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context)
    {
        var excluded = request.Text("ExcludeCharacters") ?? "";
        var classes = new List<string>();
        void Offer(string exclude, string characters)
        {
            if (request.Flag(exclude) != true)
            {
                classes.Add(string.Concat(characters.Where(c => !excluded.Contains(c, StringComparison.Ordinal))));
            }
        }

        Offer("ExcludeLowercase", Lower);
        Offer("ExcludeUppercase", Upper);
        Offer("ExcludeNumbers", Digits);
        Offer("ExcludePunctuation", Punctuation);
        classes.RemoveAll(c => c.Length == 0);

        // The blank may occur but is no type that must.
        var all = string.Concat(classes) + (request.Flag("IncludeSpace") == true ? " " : "");
        if (all.Length == 0)
        {
            throw SecretsErrors.NoPasswordCharacters();
        }

        var length = (int)(request.Number("PasswordLength") ?? LengthDefault);
        var eachType = request.Flag("RequireEachIncludedType") ?? true;
        if (eachType && length < classes.Count)
        {
            throw SecretsErrors.PasswordTooShort();
        }

        var password = context.Entropy.Text(all, length).ToCharArray();
        if (eachType)
        {
            Include(password, classes, context);
        }

        return new JsonObject { ["RandomPassword"] = new string(password) };
    }

    // Puts one character of each missing class at places of their own.
    private static void Include(char[] password, List<string> classes, OperationContext context)
    {
        var places = Enumerable.Range(0, password.Length).ToArray();
        for (var i = 0; i < classes.Count; i++)
        {
            var other = context.Entropy.Next(i, places.Length);
            (places[i], places[other]) = (places[other], places[i]);
            password[places[i]] = context.Entropy.Text(classes[i], 1)[0];
        }
    }
}
