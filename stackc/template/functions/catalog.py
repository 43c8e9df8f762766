"""Which module holds which function, so that only the families a template uses are loaded.

A test holds these lists against the tables of the modules.
"""

BUILTIN = {
    "builtins": "not eq ne lt le gt ge len index slice print printf println html js urlquery call",
}
"""What every Go template has; ``and`` and ``or`` come with the compiler of pipelines."""

OWN = {
    "keys": "collectKeys",
}
"""What Atmos adds to every template."""

SPRIG = {
    "sprig.crypto": (
        "sha1sum sha256sum sha512sum adler32sum bcrypt htpasswd genPrivateKey buildCustomCert genCA genCAWithKey "
        "genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey encryptAES derivePassword "
        "decryptAES"
    ),
    "sprig.dates": (
        "now ago date dateInZone date_in_zone htmlDate htmlDateInZone dateModify date_modify mustDateModify "
        "must_date_modify duration durationRound toDate mustToDate unixEpoch"
    ),
    "sprig.dicts": (
        "dict get set unset hasKey pluck keys values pick omit merge mustMerge mergeOverwrite mustMergeOverwrite "
        "deepCopy mustDeepCopy dig"
    ),
    "sprig.encoding": (
        "toJson mustToJson toPrettyJson mustToPrettyJson toRawJson mustToRawJson fromJson mustFromJson b64enc "
        "b64dec b32enc b32dec"
    ),
    "sprig.lists": (
        "list tuple concat append push prepend first last rest initial reverse compact uniq without has slice "
        "chunk mustAppend mustPush mustPrepend mustFirst mustLast mustRest mustInitial mustReverse mustCompact "
        "mustUniq mustWithout mustHas mustSlice mustChunk"
    ),
    "sprig.logic": "default empty coalesce all any ternary fail typeOf typeIs typeIsLike kindOf kindIs deepEqual",
    "sprig.numbers": (
        "atoi int int64 float64 toDecimal add1 add sub mul div mod max biggest min maxf minf add1f addf subf mulf "
        "divf ceil floor round until untilStep seq"
    ),
    "sprig.paths": "base osBase clean osClean dir osDir ext osExt isAbs osIsAbs",
    "sprig.random": "randAlphaNum randAlpha randAscii randNumeric randInt randBytes shuffle uuidv4",
    "sprig.regex": (
        "regexMatch mustRegexMatch regexFindAll mustRegexFindAll regexFind mustRegexFind regexReplaceAll "
        "mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral regexSplit mustRegexSplit "
        "regexQuoteMeta"
    ),
    "sprig.semver": "semver semverCompare",
    "sprig.strings": (
        "hello trunc trim upper lower title substr repeat trimall trimAll trimSuffix trimPrefix nospace contains "
        "hasPrefix hasSuffix quote squote cat indent nindent replace plural toString toStrings split splitn "
        "splitList join sortAlpha"
    ),
    "sprig.system": "env expandenv getHostByName",
    "sprig.urls": "urlParse urlJoin",
    "sprig.words": "abbrev abbrevboth initials untitle swapcase snakecase kebabcase camelcase wrap wrapWith",
}
"""Sprig v3."""

GOMPLATE = {
    "gomplate.coll": (
        "coll.Slice coll.Has coll.Dict coll.Keys coll.Values coll.Append coll.Prepend coll.Uniq coll.Reverse "
        "coll.Merge coll.Sort coll.JSONPath coll.Flatten coll.Pick coll.Omit slice has dict keys values append "
        "prepend uniq reverse merge sort flatten jsonpath"
    ),
    "gomplate.conv": (
        "conv.Bool conv.ToBool conv.ToBools conv.Slice conv.Join conv.Has conv.ParseInt conv.ParseFloat "
        "conv.ParseUint conv.Atoi conv.URL conv.ToInt64 conv.ToInt conv.ToInt64s conv.ToInts conv.ToFloat64 "
        "conv.ToFloat64s conv.ToString conv.ToStrings conv.Default conv.Dict urlParse bool join default"
    ),
    "gomplate.crypto": (
        "base64.Encode base64.Decode base64.DecodeBytes crypto.SHA1 crypto.SHA224 crypto.SHA256 crypto.SHA384 "
        "crypto.SHA512 crypto.SHA512_224 crypto.SHA512_256 crypto.SHA1Bytes crypto.SHA224Bytes crypto.SHA256Bytes "
        "crypto.SHA384Bytes crypto.SHA512Bytes crypto.SHA512_224Bytes crypto.SHA512_256Bytes crypto.PBKDF2 "
        "crypto.WPAPSK crypto.Bcrypt crypto.RSAEncrypt crypto.RSAGenerateKey crypto.ECDSAGenerateKey "
        "crypto.EncryptAES crypto.RSADecrypt crypto.RSADecryptBytes crypto.RSADerivePublicKey "
        "crypto.ECDSADerivePublicKey crypto.DecryptAES crypto.DecryptAESBytes uuid.V1 uuid.V4 uuid.Nil "
        "uuid.IsValid uuid.Parse"
    ),
    "gomplate.data": (
        "data.JSON data.JSONArray data.YAML data.YAMLArray data.TOML data.CSV data.CSVByRow data.CSVByColumn "
        "data.ToCSV data.ToJSON data.ToJSONPretty data.ToYAML data.ToTOML json jsonArray yaml yamlArray toml csv "
        "csvByRow csvByColumn toJSON toJSONPretty toYAML toTOML toCSV"
    ),
    "gomplate.env": "env.Getenv env.ExpandEnv getenv",
    "gomplate.math": (
        "math.IsInt math.IsFloat math.IsNum math.Abs math.Add math.Mul math.Sub math.Div math.Rem math.Pow "
        "math.Seq math.Max math.Min math.Ceil math.Floor math.Round add sub mul div rem pow seq"
    ),
    "gomplate.outside": (
        "file.Read file.Stat file.Exists file.IsDir file.ReadDir file.Walk file.Write net.LookupIP net.LookupIPs "
        "net.LookupCNAME net.LookupSRV net.LookupSRVs net.LookupTXT net.ParseIP net.ParseIPPrefix "
        "net.ParseIPRange net.ParseAddr net.ParsePrefix net.ParseRange net.CIDRHost net.CIDRNetmask "
        "net.CIDRSubnets net.CIDRSubnetSizes aws.EC2Region aws.EC2Meta aws.EC2Dynamic aws.EC2Tag aws.EC2Tags "
        "aws.KMSEncrypt aws.KMSDecrypt aws.UserID aws.Account aws.ARN gcp.Meta sockaddr.GetAllInterfaces "
        "sockaddr.GetDefaultInterfaces sockaddr.GetPrivateInterfaces sockaddr.GetPublicInterfaces sockaddr.Sort "
        "sockaddr.Exclude sockaddr.Include sockaddr.Attr sockaddr.Join sockaddr.Limit sockaddr.Offset "
        "sockaddr.Unique sockaddr.Math sockaddr.GetPrivateIP sockaddr.GetPrivateIPs sockaddr.GetPublicIP "
        "sockaddr.GetPublicIPs sockaddr.GetInterfaceIP sockaddr.GetInterfaceIPs ec2meta ec2dynamic ec2tag ec2tags "
        "ec2region defineDatasource datasourceExists datasourceReachable listDatasources"
    ),
    "gomplate.paths": (
        "path.Base path.Clean path.Dir path.Ext path.IsAbs path.Join path.Match path.Split filepath.Base "
        "filepath.Clean filepath.Dir filepath.Ext filepath.IsAbs filepath.Join filepath.Match filepath.Split "
        "filepath.FromSlash filepath.ToSlash filepath.VolumeName filepath.Rel"
    ),
    "gomplate.random": (
        "random.ASCII random.Alpha random.AlphaNum random.String random.Item random.Number random.Float"
    ),
    "gomplate.regexp": (
        "regexp.Find regexp.FindAll regexp.Match regexp.QuoteMeta regexp.Replace regexp.ReplaceLiteral regexp.Split"
    ),
    "gomplate.semver": "semver.Semver semver.CheckConstraint",
    "gomplate.strings": (
        "strings.Abbrev strings.ReplaceAll strings.Contains strings.HasPrefix strings.HasSuffix strings.Repeat "
        "strings.Sort strings.Split strings.SplitN strings.Trim strings.TrimPrefix strings.TrimSuffix "
        "strings.Title strings.ToUpper strings.ToLower strings.TrimSpace strings.Trunc strings.Indent "
        "strings.Slug strings.Quote strings.ShellQuote strings.Squote strings.SnakeCase strings.KebabCase "
        "strings.CamelCase strings.WordWrap strings.RuneCount replaceAll title toUpper toLower trimSpace indent "
        "quote shellQuote squote contains hasPrefix hasSuffix split splitN trim"
    ),
    "gomplate.test": (
        "test.Assert test.Fail test.Required test.Ternary test.Kind test.IsKind assert fail required ternary kind "
        "isKind"
    ),
    "gomplate.time": (
        "time.ANSIC time.UnixDate time.RubyDate time.RFC822 time.RFC822Z time.RFC850 time.RFC1123 time.RFC1123Z "
        "time.RFC3339 time.RFC3339Nano time.Kitchen time.Stamp time.StampMilli time.StampMicro time.StampNano "
        "time.Now time.Since time.Until time.ZoneName time.ZoneOffset time.Parse time.ParseLocal "
        "time.ParseInLocation time.Unix time.ParseDuration time.Nanosecond time.Microsecond time.Millisecond "
        "time.Second time.Minute time.Hour"
    ),
}
"""gomplate: namespaces, and the names that need none."""
